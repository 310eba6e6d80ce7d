"""PostgreSQL. Each module is the only writer of its tables; read_models, trace and waiting only read."""
