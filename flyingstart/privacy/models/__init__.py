"""What privacy stores."""
