using System.Text;
using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Cli.Commands.Run;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UnsafeNamesTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("LD_PRELOAD"), InlineData("BASH_FUNC_x%%"), InlineData("PERL5OPT"), InlineData("PERL5DB"), InlineData("RUBYOPT")]
    [InlineData("PYTHONSTARTUP"), InlineData("LUA_INIT_5_4"), InlineData("PHPRC"), InlineData("CORECLR_PROFILER_PATH_64")]
    [InlineData("CORECLR_ENABLE_PROFILING"), InlineData("DOTNET_ADDITIONAL_DEPS"), InlineData("GIT_SSH_COMMAND")]
    [InlineData("GIT_CONFIG_COUNT"), InlineData("OPENSSL_CONF"), InlineData("LESSOPEN"), InlineData("PS4"), InlineData("ZDOTDIR")]
    [InlineData("NODE_TLS_REJECT_UNAUTHORIZED"), InlineData("GIT_SSL_NO_VERIFY"), InlineData("SSLKEYLOGFILE")]
    public void What_runs_code_by_its_value_alone_is_refused(string name) => Assert.NotNull(Refusal(name, "0x"));

    [Theory]
    [InlineData("NODE_OPTIONS", "--import=data:text/javascript,import('node:fs')"), InlineData("NODE_OPTIONS", "--require evil.js")]
    [InlineData("NODE_OPTIONS", "--max-old-space-size=4096 -r evil.js"), InlineData("NODE_OPTIONS", "--inspect=0.0.0.0:9229")]
    [InlineData("NODE_OPTIONS", "--max-old-space-size=1\u00a0--require\u00a0x")]
    [InlineData("NODE_OPTIONS", "--no-warnings\t--require=x"), InlineData("_JAVA_OPTIONS", "-cp x")]
    [InlineData("JAVA_TOOL_OPTIONS", "-Xmx1g -javaagent:evil.jar"), InlineData("JDK_JAVA_OPTIONS", "@evil")]
    [InlineData("JAVA_TOOL_OPTIONS", "-XX:OnOutOfMemoryError=evil"), InlineData("JAVA_TOOL_OPTIONS", "\"-Xmx1g\"")]
    [InlineData("RUBYOPT", "-W0 -revil"), InlineData("RUBYOPT", "-r./evil"), InlineData("PYTHONWARNINGS", "ignore::evil.Warning")]
    [InlineData("MAKEFLAGS", "--eval=x"), InlineData("GOFLAGS", "-toolexec=evil"), InlineData("ERL_FLAGS", "-eval x")]
    [InlineData("GIT_SSL_NO_VERIFY", "0"), InlineData("GIT_SSL_NO_VERIFY", ""), InlineData("PAGER", "sh -c evil")]
    public void Options_that_can_run_code_are_refused(string name, string value) => Assert.NotNull(Refusal(name, value));

    [Theory]
    [InlineData("NODE_OPTIONS", "--max-old-space-size=4096"), InlineData("NODE_OPTIONS", "  --enable-source-maps --no-warnings ")]
    [InlineData("NODE_OPTIONS", ""), InlineData("JAVA_TOOL_OPTIONS", "-Xmx1g"), InlineData("RUBYOPT", "-W:no-deprecated --yjit")]
    [InlineData("JAVA_TOOL_OPTIONS", "-Xms64m -XX:MaxRAMPercentage=75.0 -Dfile.encoding=UTF-8 -XX:+UseG1GC")]
    [InlineData("PYTHONWARNINGS", "ignore::DeprecationWarning"), InlineData("NODE_TLS_REJECT_UNAUTHORIZED", "1")]
    [InlineData("VAULT_SKIP_VERIFY", "false"), InlineData("MAKEFLAGS", "-j8"), InlineData("GIT_PAGER", "cat"), InlineData("AWS_PAGER", "")]
    [InlineData("ENV", "production"), InlineData("HTTPS_PROXY", "http://proxy:3128"), InlineData("PATH", "/bin")]
    [InlineData("GIT_COMMIT", "x"), InlineData("LD_CLIENT_SIDE_ID", "x"), InlineData("PERL_HOME", "x")]
    [InlineData("NODE_ENV", "production"), InlineData("JAVA_OPTS", "x")]
    public void What_is_ordinary_goes_on_working(string name, string value) => Assert.Null(Refusal(name, value));

    [Fact]
    public async Task What_decides_where_things_are_found_is_warned_of_once()
    {
        await using var server = Server(("HTTPS_PROXY", "http://x"), ("PATH", "/evil"), ("ENV", "production"), ("https_proxy", "x"));

        Assert.Equal(0, _terminal.Run(server.Args("check")));
        Assert.Contains(
            "psonoci: warning: HTTPS_PROXY, PATH, https_proxy come from a secret and control where the command finds servers, programs and "
            + "code; to silence this warning: --allow-unsafe-names=HTTPS_PROXY,PATH,https_proxy\n",
            _terminal.Error,
            StringComparison.Ordinal);
        Assert.Equal(0, _terminal.Run(server.Args("run", "--explain", "--json")));
        Assert.Equal(
            ["servers", "programs and code", null, "servers"],
            JsonNode.Parse(_terminal.Data)!["variables"]!.AsArray().Select(variable => (string?)variable!["steers"]));
        var text = new TestTerminal();
        Assert.Equal(0, text.Run(server.Args("run", "--explain")));
        Assert.Contains("; controls where programs and code are found\n", text.Data, StringComparison.Ordinal);

        var allowed = new TestTerminal();
        Assert.Equal(0, allowed.Run(server.Args("check", "--allow-unsafe-names=*_PROXY,*_proxy,PATH")));
        Assert.DoesNotContain("warning", allowed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--allow-unsafe-names", "", 0), InlineData("--allow-unsafe-names=NODE_OPTIONS", "", 0)]
    [InlineData("--allow-unsafe-names=X,NODE_*", "", 0), InlineData("--allow-unsafe-names=X", "", ExitCodes.NotStarted)]
    [InlineData("", "NODE_OPTIONS", 0), InlineData("", "X, NODE_*", 0), InlineData("", "true", 0)]
    [InlineData("", "false", ExitCodes.NotStarted), InlineData("", "X", ExitCodes.NotStarted)]
    public async Task Names_are_allowed_one_by_one_by_pattern_or_all(string option, string variable, int exitCode)
    {
        await using var server = Server(("NODE_OPTIONS", "--require x"));
        string[] options = option.Length > 0 ? [option] : [];

        Assert.Equal(exitCode, _terminal.Run(server.Args(["check", .. options]), ("PSONO_CI_ALLOW_UNSAFE_NAMES", variable)));

        if (exitCode != 0)
        {
            Assert.Contains("NODE_OPTIONS in secret", _terminal.Error, StringComparison.Ordinal);
            Assert.Contains("holds options for Node.js that can run code", _terminal.Error, StringComparison.Ordinal);
            Assert.Contains("--allow-unsafe-names=NODE_OPTIONS", _terminal.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_configuration_can_allow_names()
    {
        await using var server = Server(("NODE_OPTIONS", "--require x"), ("LD_PRELOAD", "x"));
        var config = _directory.File("psonoci.toml");
        Assert.Equal(0, _terminal.Run(server.Args("config", "save", config)));
        await File.AppendAllTextAsync(
            config, "\n[psono_net]\nallow_unsafe_names = [\"NODE_OPTIONS\", 'LD_*']\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, _terminal.Run(["-c", config, "check"]));
        var copy = _directory.File("copy.toml");
        Assert.Equal(0, _terminal.Run(["-c", config, "config", "save", copy]));
        Assert.Equal(0, _terminal.Run(["-c", copy, "check"]));

        await File.WriteAllTextAsync(
            copy, (await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken)).Replace("[\"NODE_OPTIONS\"", "[1"),
            TestContext.Current.CancellationToken);
        Assert.NotEqual(0, _terminal.Run(["-c", copy, "check"]));
        Assert.Contains("psono_net.allow_unsafe_names in", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_does_not_decide_which_program_is_started()
    {
        await using var server = Server(("PATH", _directory.Path));
        var evil = _directory.File("psonoci-test-program");
        await File.WriteAllTextAsync(evil, "#!/bin/sh\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(evil, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(ExitCodes.NotFound, _terminal.Run(
            server.Args("check", "--allow-unsafe-names", "--", "psonoci-test-program"), ("PATH", "/usr/bin:/bin")));
        Assert.Equal(0, _terminal.Run(server.Args("check", "--", "psonoci-test-program"), ("PATH", _directory.Path)));
    }

    private static string? Refusal(string name, string value) => 
        UnsafeNames.WhyRefused(name, Encoding.UTF8.GetBytes(value), ignoreCase: false);

    private static ApiKeyServer Server(params (string, string)[] variables) => new(bulk: true, ApiKeyServer.Variables(variables));
}
