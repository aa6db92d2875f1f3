"""What tells a user that the plugin is healthy."""
