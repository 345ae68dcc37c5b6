# The Python that the tests run on.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN ["python", "-m", "venv", "/opt/saring"]
ENV PATH=/opt/saring/bin:$PATH
WORKDIR /src
COPY requirements.lock ./
RUN ["pip", "install", "--require-hashes", "--requirement", "requirements.lock"]
COPY pyproject.toml README.md ./
COPY config config
COPY tasks tasks
COPY worker worker
# With the locked setuptools: nothing comes without a hash.
RUN ["pip", "install", "--no-deps", "--no-build-isolation", "."]

FROM python:3.11-slim
# A fixed number, so that a folder on the host can be given to it.
RUN ["useradd", "--uid", "10001", "--no-create-home", "--shell", "/usr/sbin/nologin", "saring"]
RUN ["install", "--directory", "--owner", "saring", "--group", "saring", "--mode", "0700", "/data"]
COPY --from=build /opt/saring /opt/saring
ENV PATH=/opt/saring/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 SARING_DATA_DIR=/data
WORKDIR /data
USER saring
CMD ["saring", "--help"]
