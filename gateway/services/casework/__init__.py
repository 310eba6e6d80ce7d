"""What officers do with cases."""
