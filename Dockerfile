# The server in production. Built and run by docker-compose.yml, or by itself:
#   docker build -t galley . && docker run -p 8000:8000 -e GALLEY_SECRET=… -e GALLEY_DATABASE_URL=… galley

FROM python:3.13-slim AS requirements
WORKDIR /app
COPY requirements/run.txt ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r run.txt
COPY --chmod=755 deploy/galley.sh .venv/bin/galley

FROM python:3.13-slim
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GALLEY_ENV=production \
    GALLEY_HOST=0.0.0.0 \
    GALLEY_PORT=8000
# A fixed number, so that a volume's files keep their owner from one image to the next.
RUN useradd --system --uid 10001 --no-create-home --home-dir /app galley
WORKDIR /app
COPY --from=requirements /app/.venv .venv
COPY deploy/healthy.py deploy/
COPY server server
COPY schema schema
COPY migrations migrations
COPY LICENSE pyproject.toml ./
# var/ is for an SQLite database; mount a volume there to keep it.
RUN python -m compileall -q server schema migrations && install -d -o galley var
USER galley
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "deploy/healthy.py"]
ENTRYPOINT ["galley"]
CMD ["serve"]
