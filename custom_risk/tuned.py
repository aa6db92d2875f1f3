"""A strategy whose rules follow its hyperopt parameters."""

from __future__ import annotations

from freqtrade.exceptions import OperationalException
from freqtrade.strategy import IStrategy

from custom_risk.configuration import RiskConfigError
from custom_risk.rules import RiskRules, TunedRules


class Tuned(IStrategy):
    """Holds the rules in force, and starts with none that cannot hold together."""

    _rules: TunedRules

    @property
    def risk_rules(self) -> RiskRules:
        """The rules in force now, hyperopt's values included."""
        return self._rules.current

    def ft_set_special_params_from_file(self) -> None:
        """Takes no stop, target, trail or number of positions from the file: the settings say them.

        hyperopt writes them into each file as they were in its run, and freqtrade would go by them.
        """

    def ft_load_hyper_params(self, hyperopt: bool = False) -> None:
        """As freqtrade reads the file beside the strategy: after the settings were judged.

        Raises
        ------
        OperationalException
            If values of that file cannot be used with the settings. No entry would be made by
            them, and no stop of an open position moved.
        """
        super().ft_load_hyper_params(hyperopt)
        try:
            _ = self._rules.current
        except RiskConfigError as error:
            raise OperationalException(
                f"Parameters of {self.get_strategy_name()}, such as hyperopt writes beside it: "
                f"{error}. Mend or remove that file, or mend the configuration. Nothing was traded."
            ) from error
