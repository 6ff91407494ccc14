"""Holds policies/policy.schema.json against a validator: the cases on standard input have to come out as they say.

usage: schema_cases | validate_schema.py SCHEMA; exit 77 where the Python package jsonschema is not installed.
"""

import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
# Whether what a file names exists, and how its parts go together, only the reader can tell.
count = wrong = 0
for line in sys.stdin:
    case = json.loads(line)
    count += 1
    if validator.is_valid(case["policy"]) != case["valid"]:
        wrong += 1
        error = next(validator.iter_errors(case["policy"]), None)
        print("valid" if case["valid"] else "not valid", case["what"], error.message[:300] if error else "")
print(f"{count} policies, {wrong} of them not as the schema says")
sys.exit(1 if wrong or count < 250 else 0)
