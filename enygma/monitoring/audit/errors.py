"""The error of reading a trail. Its message is meant for whoever asked."""


class AuditError(Exception):
    """What was asked for cannot be read, or is not a question that can be answered."""
