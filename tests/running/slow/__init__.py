"""An app with a slow job, installed beside the product's own by `settings_slow`."""
