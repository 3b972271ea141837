# SPDX-License-Identifier: MIT
# The application as a container: gunicorn on port 8000. compose.yaml runs it with a database, a mail worker and a proxy;
# docs/operations.md says which settings it takes. Python and Debian are those on which the tests run.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PATH=/app/.venv/bin:$PATH
# Pango draws the text of the PDF.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin readiness
WORKDIR /app

# --- What the application needs at run time: wheels only, so that no compiler is needed ---------------------------
FROM base AS packages
COPY requirements.txt ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
        --require-hashes --requirement requirements.txt

# --- The stylesheet, scripts and fonts, compiled with node; COUNCIL_COLOUR and COUNCIL_FONT are compiled in --------
FROM packages AS static
COPY requirements-build.txt ./
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
        --require-hashes --requirement requirements-build.txt
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent
ARG COUNCIL_COLOUR=
ARG COUNCIL_FONT=
COPY . .
RUN if [ -z "$COUNCIL_COLOUR" ]; then unset COUNCIL_COLOUR; fi \
    && if [ -z "$COUNCIL_FONT" ]; then unset COUNCIL_FONT; fi \
    && python bin/build_static.py \
    && DEBUG=false SECRET_KEY=for-this-step-only ALLOWED_HOSTS=localhost STATIC_ROOT=/app/static-root \
        python manage.py collectstatic --verbosity 0 --no-input --ignore scss --ignore 'js/*'

# --- What runs: no node, no compiler, no right to write but in var/ ------------------------------------------------
FROM base AS runtime
LABEL org.opencontainers.image.title="Partnership Readiness" \
    org.opencontainers.image.licenses="MIT"
COPY --from=packages /app/.venv .venv
COPY . .
COPY --from=static /app/static/build static/build
COPY --from=static /app/static-root static-root
RUN install --directory --owner readiness --mode 700 var var/evidence
ENV DEBUG=false \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/app/static-root \
    XDG_CACHE_HOME=/tmp
ENV RENDER_ROOT=$XDG_CACHE_HOME/renders
USER 10001
EXPOSE 8000
VOLUME /app/var/evidence
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["python", "bin/check_health.py"]
CMD ["bin/serve"]
