"""Debian's Chromium without a window, spoken to over a pipe (Chrome DevTools Protocol): nothing has to be installed but the browser."""
import json
import os
import subprocess
import tempfile
import time

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--remote-debugging-pipe"]


class Chromium:
    """One browser with an empty profile and one tab."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="psono-perf-chromium.", ignore_cleanup_errors=True)
        to_browser, self.pipe_out = os.pipe()
        self.pipe_in, from_browser = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec chromium "$@" 3<&{to_browser} 4>&{from_browser}', "-",
             *ARGUMENTS, "--user-data-dir=" + self.profile.name, "about:blank"],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.buffer, self.session, self.transferred = 0, b"", None, 0
        tab = next(target for target in self.send("Target.getTargets")["targetInfos"] if target["type"] == "page")
        self.session = self.send("Target.attachToTarget", targetId=tab["targetId"], flatten=True)["sessionId"]
        self.send("Page.enable")
        self.send("Network.enable")

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters} | ({"sessionId": self.session} if self.session else {})
        os.write(self.pipe_out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("method") == "Network.loadingFinished":
                self.transferred += answer["params"]["encodedDataLength"]
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _read(self):
        while b"\0" not in self.buffer:
            part = os.read(self.pipe_in, 1 << 20)
            if not part:
                raise SystemExit("chromium ended")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def evaluate(self, expression):
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def go(self, url):
        self.send("Page.navigate", url=url)

    def open(self, url, selector):
        """Milliseconds from the navigation until the page has such an element, by the page's own clock: questions would slow it down
        while it starts."""
        watch = self.send("Page.addScriptToEvaluateOnNewDocument", source=f"""
            new MutationObserver((_, observer) => {{
              if (!document.querySelector({json.dumps(selector)})) return;
              observer.disconnect();
              globalThis.appeared = performance.now();
            }}).observe(document, {{ childList: true, subtree: true }});""")["identifier"]
        self.go(url)
        self.wait("globalThis.appeared", pause=0.2)
        self.send("Page.removeScriptToEvaluateOnNewDocument", identifier=watch)
        return self.evaluate("globalThis.appeared")

    def wait(self, condition, seconds=60, pause=0.005):
        """Milliseconds until the expression is true."""
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            try:
                if self.evaluate(f"!!({condition})"):
                    return (time.perf_counter() - started) * 1000
            except RuntimeError:
                pass  # Between two pages there is nothing to ask.
            time.sleep(pause)
        raise SystemExit(f"still not so after {seconds} s: {condition}")

    def wait_for(self, selector):
        return self.wait(f"document.querySelector({json.dumps(selector)})")

    def click(self, selector):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector, text):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self.send("Input.insertText", text=text)

    def tab_megabytes(self):
        """What the tab's process has for itself, with its part of what it shares."""
        sizes = []
        for directory in filter(str.isdigit, os.listdir("/proc")):
            try:
                command = open(f"/proc/{directory}/cmdline").read()
                if "--type=renderer" in command and self.profile.name in command:
                    rollup = open(f"/proc/{directory}/smaps_rollup").read()
                    sizes.append(int(rollup.split("\nPss:")[1].split()[0]) / 1024)
            except (OSError, IndexError):
                pass  # It has ended meanwhile.
        return max(sizes)

    def stop(self):
        os.close(self.pipe_out)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.profile.cleanup()
