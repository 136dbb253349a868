#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pushing to a real Pushgateway, and to servers with every fault that we could think of.

    export_push_test.py WRITE_SYNTHETIC_RUN ATTNWATCH
"""

import base64
import http.server
import os
import socket
import ssl
import subprocess
import threading

import export_testing
from export_testing import ExportTest, get, values


class _Handler(http.server.BaseHTTPRequestHandler):
    """Takes the answers of server.answers in turn, the last one for ever."""

    def do_PUT(self):
        server = self.server
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        server.requests.append((self.path, dict(self.headers), body))
        answer = server.answers[min(len(server.requests), len(server.answers)) - 1]
        if answer == "slow":
            server.released.wait(20)
        elif answer == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nand then")
        elif answer == "close":
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.send_response(answer)
            if answer == 302:
                self.send_header("Location", "http://elsewhere.example/")
            self.end_headers()
            self.wfile.write(b'say <why>\x1b[31m "not"\nand more\n')
        self.close_connection = True

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answers: list):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.requests = []
        self.released = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_):
        pass  # a client that gives up is what is tested


class PushTest(ExportTest):
    def start_gateway(self, port: int) -> str:
        process = subprocess.Popen(
            # Debian's keeps what it is given in a file of the machine, unless told not to.
            ["prometheus-pushgateway", f"--web.listen-address=127.0.0.1:{port}", "--persistence.file="],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(export_testing.stop, process)
        url = f"http://127.0.0.1:{port}"
        export_testing.wait_until(lambda: get(url + "/-/ready"), "the Pushgateway")
        return url

    def start_server(self, *answers) -> _Server:
        server = _Server(list(answers))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        for clean in (thread.join, server.server_close, server.shutdown, server.released.set):
            self.addCleanup(clean)
        return server

    def push(self, url: str, *arguments, instance: str = "here", **options) -> subprocess.CompletedProcess:
        return self.export(
            self.run_path, "--push", url, "--backoff", "0.01", "--instance", instance, *arguments, **options
        )

    @property
    def undelivered(self):
        return self.folder / "run.undelivered.prom"

    def assert_undelivered(self, done, *parts):
        self.assert_one_line(done, 3, "not delivered to http", str(self.undelivered), *parts)
        self.assertIn("attnwatch_case_duration_seconds{", self.undelivered.read_text())


class RealPushgatewayTest(PushTest):
    def test_delivers(self):
        url = self.start_gateway(export_testing.free_port())
        done = self.push(url)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = get(url + "/metrics")
        self.assertEqual(len(values(text, "attnwatch_case_flops_per_second", job="attnwatch", instance="here")), 341)
        self.assertEqual(len(values(text, "attnwatch_last_success_timestamp_seconds", group="last_success")), 1)

    def test_cases_that_are_gone_do_not_stay_and_the_last_success_does(self):
        url = self.start_gateway(export_testing.free_port())
        self.push(url)
        success = values(get(url + "/metrics"), "attnwatch_last_success_timestamp_seconds")
        run = self.read_run()
        run["complete"] = False
        run["id"] += "-next"
        del run["measurements"][10:]
        self.write_run(run)
        self.assertEqual(self.push(url).returncode, 0)
        text = get(url + "/metrics")
        self.assertEqual(len(values(text, "attnwatch_case_flops_per_second")), 10)
        self.assertEqual(values(text, "attnwatch_run_complete"), [0])
        self.assertEqual(values(text, "attnwatch_last_success_timestamp_seconds"), success)

    def test_takes_odd_labels(self):
        run = self.read_run()
        run["environment"]["soft"].update(commit='say "hi"\nto \\ all', board="x" * 10240)
        run["environment"]["device_key"] = 'a/b "c"'
        self.write_run(run)
        url = self.start_gateway(export_testing.free_port())
        done = self.push(url, instance="rack 7/gpu 0")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = get(url + "/metrics")
        self.assertIn(r'commit="say \"hi\"\\x0ato \\ all"', text)
        self.assertEqual(values(text, "attnwatch_run_complete", instance="rack 7/gpu 0"), [1])

    def test_down_then_the_same_command_delivers(self):
        port = export_testing.free_port()
        self.assert_undelivered(self.push(f"http://127.0.0.1:{port}"), "4 attempts", "the same command")
        url = self.start_gateway(port)
        done = self.push(url)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(self.undelivered.exists())

    def test_what_it_refuses_is_not_tried_again(self):
        url = self.start_gateway(export_testing.free_port())
        self.assert_undelivered(self.push(url + "/nowhere"), "it answered 404", "(1 attempt)")


class FaultTest(PushTest):
    def test_slow(self):
        server = self.start_server("slow")
        done = self.push(server.url, "--timeout", "0.3", "--attempts", "2")
        self.assert_undelivered(done, "timed out", "2 attempts")
        self.assertEqual(len(server.requests), 2)

    def test_client_errors_are_not_tried_again(self):
        for status, advice in ((400, "say <why>"), (401, "--credentials"), (302, "redirects")):
            server = self.start_server(status)
            self.assert_undelivered(self.push(server.url), f"it answered {status}: say <why>", advice)
            self.assertEqual(len(server.requests), 1)

    def test_server_errors_are(self):
        server = self.start_server(503)
        self.assert_undelivered(self.push(server.url, "--attempts", "3"), "it answered 503", "3 attempts")
        self.assertEqual(len(server.requests), 3)

    def test_recovers(self):
        server = self.start_server("close", 500, "half", 202)
        done = self.push(server.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(self.undelivered.exists())

    def test_closes_half_way(self):
        for fault in ("half", "close"):
            server = self.start_server(fault)
            self.assert_undelivered(self.push(server.url), "4 attempts")

    def test_success_that_is_not_delivered_is_not_forgotten(self):
        self.assert_undelivered(self.push(self.start_server(202, 400).url), "it answered 400")

    def test_a_folder_that_takes_no_file(self):
        done = self.push(self.start_server(400).url)
        self.assertEqual(done.returncode, 3)
        self.undelivered.unlink()
        self.undelivered.mkdir()
        self.assert_one_line(self.push(self.start_server(400).url), 3, "not delivered", "run.undelivered.prom")


class CredentialsTest(PushTest):
    def authorization(self, server: _Server) -> str:
        return server.requests[-1][1].get("Authorization", "")

    def test_from_a_file(self):
        secret = self.folder / "secret"
        secret.write_text("me:p:w\n")
        server = self.start_server(202)
        self.assertEqual(self.push(server.url, "--credentials", secret).returncode, 0)
        self.assertEqual(self.authorization(server), "Basic " + base64.b64encode(b"me:p:w").decode())

    def test_from_the_environment(self):
        server = self.start_server(202)
        env = dict(os.environ, ATTNWATCH_PUSH_CREDENTIALS="Bearer abc")
        self.assertEqual(self.push(server.url, env=env).returncode, 0)
        self.assertEqual(self.authorization(server), "Bearer abc")

    def test_are_not_sent_where_none_are_set(self):
        server = self.start_server(202)
        self.push(server.url)
        self.assertEqual(self.authorization(server), "")

    def test_never_on_the_command_line(self):
        self.assert_one_line(self.push("http://me:pw@127.0.0.1:9091"), 2, "--credentials")


class TlsTest(PushTest):
    def start_tls_server(self) -> _Server:
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        server = self.start_server(202)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.url = server.url.replace("http:", "https:")
        return server

    def test_trusts_nobody_by_itself(self):
        server = self.start_tls_server()
        self.assert_undelivered(self.push(server.url, "--attempts", "1"), "certificate")
        self.assertEqual(server.requests, [])

    def test_trusts_whom_it_is_told_to(self):
        server = self.start_tls_server()
        done = self.push(server.url, "--ca", self.folder / "certificate.pem")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    export_testing.main()
