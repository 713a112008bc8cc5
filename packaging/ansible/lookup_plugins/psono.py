"""Reads secrets from Psono by psonoci, which decrypts them on the controller."""
import json
import subprocess

from ansible.errors import AnsibleLookupError
from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

DOCUMENTATION = """
name: psono
author: Psono.NET contributors
short_description: Read secrets from Psono
description:
  - Runs C(psonoci) on the controller, which reads secrets with an API key and decrypts them there.
  - The API key is in the file I(config), or in the environment of the controller (C(PSONO_CI_...)). Each lookup is one request.
requirements:
  - psonoci
options:
  _terms:
    description: Secrets, each by its id or title.
    required: true
  field:
    description:
      - Name of a variable; for other types of secrets a value such as C(password).
      - Without it, the result is a dictionary of all variables of the secret.
    type: str
  config:
    description: The configuration of psonoci, with the API key.
    type: path
    env: [{name: PSONO_CI_CONFIG_PATH}]
    vars: [{name: psono_config}]
  cache:
    description: A directory in which psonoci keeps the secrets, sealed, for when the server is unavailable or nothing has changed.
    type: path
    env: [{name: PSONO_CI_CACHE}]
    vars: [{name: psono_cache}]
  psonoci:
    description: The program.
    type: path
    default: psonoci
    vars: [{name: psono_psonoci}]
notes:
  - Use C(no_log) for tasks with secrets in their arguments. Ansible shows these in its output otherwise.
  - A variable with a lookup in it is looked up each time that it is used. C(set_fact) looks it up once.
"""

EXAMPLES = """
- name: One variable of a secret
  ansible.builtin.copy:
    content: "{{ lookup('psono', 'production database', field='db_password') }}"
    dest: /etc/app/password
    mode: "0600"
  no_log: true

- name: All variables of a secret, read once
  ansible.builtin.set_fact:
    database: "{{ lookup('psono', 'production database', config='/etc/psonoci/deploy.toml') }}"
  no_log: true

- name: The password of a website password
  ansible.builtin.debug:
    msg: "{{ lookup('psono', 'registry', field='password') | length }} characters"
"""

RETURN = """
_raw:
  description: For each term the value of I(field), or a dictionary of its variables.
  type: list
  elements: raw
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        field = self.get_option("field")
        if field is not None:
            return [self._psonoci("get", "--", term, field) for term in terms]
        return [json.loads(self._psonoci("env", "--format", "json", "--allow-unsafe-names=*", "--filter=" + term)) for term in terms]

    def _psonoci(self, *arguments):
        command = [self.get_option("psonoci")]
        for option in ("config", "cache"):
            if self.get_option(option):
                command.append("--%s=%s" % ("config-path" if option == "config" else option, self.get_option(option)))
        command += arguments
        try:
            done = subprocess.run([to_bytes(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True)
        except OSError as error:
            raise AnsibleLookupError("psono: cannot run %s: %s" % (command[0], error.strerror))
        if done.returncode != 0:
            # Never a value: psonoci prints none in its errors.
            raise AnsibleLookupError("psono: %s" % to_text(done.stderr).strip())
        # Such as that the cache was used, because the server is unavailable.
        for line in to_text(done.stderr).splitlines():
            Display().warning(line)
        return to_text(done.stdout)
