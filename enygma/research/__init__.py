"""Reports on what was measured."""
