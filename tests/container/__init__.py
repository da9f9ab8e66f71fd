"""The image and docker-compose.yml run for real: `make container`. Nothing here is collected by `make test`."""
