# The official image with plots, plus what the plugin needs beyond it, pinned by hash.
FROM freqtradeorg/freqtrade:2026.9_plot

COPY --chown=ftuser:ftuser requirements-image.lock /freqtrade/enygma-plugin/
RUN pip install --user --no-cache-dir --no-deps --require-hashes \
    -r /freqtrade/enygma-plugin/requirements-image.lock

COPY --chown=ftuser:ftuser pyproject.toml README.md LICENSE enygma_autoload.pth /freqtrade/enygma-plugin/
COPY --chown=ftuser:ftuser enygma /freqtrade/enygma-plugin/enygma
COPY --chown=ftuser:ftuser custom_risk /freqtrade/enygma-plugin/custom_risk
RUN pip install --user --no-cache-dir --no-deps --no-build-isolation /freqtrade/enygma-plugin

COPY --chown=ftuser:ftuser strategies /freqtrade/strategies
COPY --chown=ftuser:ftuser config.json config.sandbox.json /freqtrade/
