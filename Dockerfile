# The archive in one image: no root, nothing to write outside its volumes, no pip. `make container` builds it, runs
# docker-compose.yml with it and sends mail through it.

# Both stages start from this image. A tag moves, a digest does not: before you build for production, pin it, as in
#   docker build --build-arg PYTHON=docker.io/library/python:3.12-slim-bookworm@sha256:<64 hex digits> .
# `docker buildx imagetools inspect docker.io/library/python:3.12-slim-bookworm` shows the digest of today. None stands
# here because one that grows old in a repository also pins the holes that were mended since: whoever builds chooses it,
# writes it down with the image, and builds anew when the base is. docs/operate.md says when.
ARG PYTHON=docker.io/library/python:3.12-slim-bookworm

# hadolint ignore=DL3006
FROM ${PYTHON} AS build
WORKDIR /build
COPY requirements/build.txt requirements/runtime.txt requirements/
# What has no hash in these two files is not installed. dkimpy and bagit are published as source only; they are made into
# wheels with the setuptools that is pinned there, and nothing else is built here.
RUN pip install --no-cache-dir --no-compile --only-binary=:all: --require-hashes -r requirements/build.txt \
    && pip wheel --no-cache-dir --no-build-isolation --only-binary=:all: --no-binary=dkimpy,bagit --require-hashes \
        --wheel-dir wheels -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY migrations migrations
COPY archiver archiver
RUN pip wheel --no-cache-dir --no-build-isolation --no-deps --wheel-dir wheels . \
    && python -m venv --without-pip /opt/archiver \
    && pip --python /opt/archiver/bin/python install --no-cache-dir --no-index --no-deps wheels/*.whl

# hadolint ignore=DL3006
FROM ${PYTHON}
# `archiver backup` and `restore` call pg_dump and pg_restore, which must be no older than the server (the `database` of
# docker-compose.yml). No version is named: Debian keeps only its newest, and that is the one with the corrections.
# A volume gets its owner from the image that first mounts it: /run/postgresql is PostgreSQL's, whoever comes first.
# Whoever switches [search] ocr on adds tesseract-ocr, tesseract-ocr-dan and tesseract-ocr-eng to these packages: 60 MB that
# most archives do without.
# The official image comes without compiled modules, and nothing could write them later.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/* \
    && pip uninstall --yes --root-user-action=ignore pip \
    && python -m compileall -q /usr/local/lib/python3* \
    && groupadd --gid 10001 archiver \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/archiver --no-create-home --shell /usr/sbin/nologin \
        archiver \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/archiver /backup \
    && install --directory /etc/archiver \
    && install --directory --owner=999 --group=999 --mode=3777 /run/postgresql \
    && find / -xdev -perm /6000 -type f -exec chmod a-s {} +
COPY --from=build /opt/archiver /opt/archiver
ENV PATH=/opt/archiver/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ARCHIVER_CONFIG=/etc/archiver/config.toml
USER 10001:10001
WORKDIR /var/lib/archiver
# The keys, and the archive where it is SQLite; backups.
VOLUME ["/var/lib/archiver", "/backup"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["archiver", "healthcheck"]
ENTRYPOINT ["archiver"]
CMD ["run"]
