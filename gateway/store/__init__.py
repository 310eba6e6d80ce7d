"""PostgreSQL. Each module is the only writer of its tables; read_models only reads."""
