"""What daybook stores."""
