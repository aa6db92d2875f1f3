"""The directional indicators of the score, one file each."""
