"""A real mail server (aiosmtpd) on the loopback interface, on several ports that differ in their TLS.

Arguments: directory with certificates, then the ports to open, such as starttls:good or none:nologin. Prints a line of JSON for
each port, then for each password that came and each mail.
"""
import asyncio
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

PASSWORD = "Käse & Brot"
failed_before = set()


def say(**what):
    print(json.dumps(what), flush=True)


def is_encrypted(server):
    return server.transport.get_extra_info("ssl_object") is not None


def is_right(server, session, envelope, mechanism, data):
    login, password = data.login.decode(), data.password.decode()
    say(password=password, tls=is_encrypted(server))
    if login == "echo":
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 {login} may not log in with {password}")
    return AuthResult(success=login == "vault" and password == PASSWORD, handled=False)


class Handler:
    def __init__(self, name):
        self.name = name

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nobody":
            return f"550 5.1.1 <{address}>: no such mailbox"
        if name.startswith("later") and address not in failed_before:
            failed_before.add(address)
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        say(
            port=self.name, host=session.host_name, sender=envelope.mail_from, to=envelope.rcpt_tos, tls=is_encrypted(server),
            login=bool(session.authenticated), text=envelope.content.decode("ascii"))
        return "250 2.0.0 Ok: queued as 4C1D2"


async def main():
    logging.disable()
    directory, *ports = sys.argv[1:]
    loop = asyncio.get_running_loop()
    for port in ports:
        tls, *more = port.split(":")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if tls != "none" else None
        if context:
            context.load_cert_chain(f"{directory}/{more[0]}.pem")
        wants = dict(
            hostname="mail.test", authenticator=is_right, auth_required="login" in more,
            # aiosmtpd takes a connection for encrypted only after STARTTLS.
            auth_require_tls=tls == "starttls" or "nologin" in more,
            tls_context=context if tls == "starttls" else None, require_starttls=tls == "starttls")
        server = await loop.create_server(
            lambda name=port, wants=wants: SMTP(Handler(name), **wants), "127.0.0.1", 0, ssl=context if tls == "tls" else None)
        say(open=port, number=server.sockets[0].getsockname()[1])
    # Until whoever started this has gone.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
