"""The trail of every decision that risk made while a bot traded: written, kept, read."""
