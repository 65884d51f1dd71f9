"""Translates SAM templates as CloudFormation does. Reads requests from standard input and writes answers to standard output,
one line of JSON each."""

import json
import logging
import sys

import boto3
import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import intrinsics_multi_constructor

logging.disable(logging.CRITICAL)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Loads a template as SAM's own loader does, but ten times as fast."""


Loader.add_multi_constructor("!", intrinsics_multi_constructor)


def translate(request):
    template = yaml.load(request["template"], Loader)
    for resource in template["Resources"].values():
        # As `sam package` does, replace the folder by an object. Here the object has the name of the folder.
        properties = resource.get("Properties", {})
        if isinstance(properties.get("CodeUri"), str):
            properties["CodeUri"] = {"Bucket": "artifacts", "Key": properties["CodeUri"]}
    session = boto3.Session(region_name=request["region"])
    return Translator({}, Parser(), boto_session=session).translate(template, request["parameters"])


sys.stdin.reconfigure(encoding="utf-8")
sys.stdout.reconfigure(encoding="utf-8")
for line in sys.stdin:
    try:
        answer = {"template": translate(json.loads(line))}
    except InvalidDocumentException as e:
        answer = {"error": "; ".join(cause.message for cause in e.causes) or e.message}
    except Exception as e:  # the translator crashes on some invalid templates
        answer = {"error": repr(e)}
    print(json.dumps(answer, ensure_ascii=False), flush=True)
