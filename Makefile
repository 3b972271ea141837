# What there is to do; each target is the script in bin/ of the same name, which says what it does.
# Variables on the command line reach the scripts: make run PORT=9000, make test DATABASE_URL=postgres://...
.PHONY: help run install test quick check bench lighthouse flood kill fuzz lock sbom format

help:
	@echo 'make run      the application with demonstration data (PORT=8000; PRODUCTION=1: gunicorn, no demonstration)'
	@echo 'make install  what a production server runs, without starting it'
	@echo 'make quick    check, and the unit and integration tests on SQLite: while you work'
	@echo 'make test     the tests, browser included, on SQLite (DATABASE_URL=postgres://...; ARGS="tests/unit -x")'
	@echo 'make check    lint, format, types, templates, migrations, production settings, architecture'
	@echo 'make bench    what requests cost beside bare Django, with 100 and with 10,000 partnerships (DATABASE_URL=)'
	@echo 'make lighthouse  what pages cost a browser, by Lighthouse: fails when a page is slow, moves, or is large'
	@echo 'make flood    what pages take while somebody asks for twenty PDFs at once, beside what they take when it is quiet'
	@echo 'make kill     ten kills of the server in the middle of 1,000 saves: none may be missing (DATABASE_URL=)'
	@echo 'make fuzz     send ten thousand forms filled in by chance; a few hundred are among the tests (REQUESTS=10000)'
	@echo 'make format   write the Python code and the templates in their one format'
	@echo 'make lock     pin the packages of pyproject.toml and of each package.json anew (ARGS=--upgrade)'
	@echo 'make sbom     write var/sbom.json, the bill of materials (CycloneDX): versions, hashes, licences'

run install test quick check bench lighthouse flood kill fuzz lock sbom format:
	@bin/$@
