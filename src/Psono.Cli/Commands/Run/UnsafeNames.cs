using System.Buffers;
using System.Text;

namespace Psono.Cli.Commands.Run;

// docs/decisions/0058
/// <summary>
/// Names by which an environment decides what code a process runs, by family. Whoever may write one secret must not own every machine that
/// reads it. Refused is what runs code by its value alone or at every start; warned of is what decides where things are found, because
/// that is what people also keep in a vault on purpose.
/// </summary>
internal static class UnsafeNames
{
    private static readonly Family[] Refused =
    [
        // ld.so(8), glibc, dyld. Not all of LD_*: some are ordinary names of products.
        new("controls what code is loaded into the command",
            "LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_DEBUG LD_DEBUG_OUTPUT LD_DYNAMIC_WEAK LD_HWCAP_MASK LD_ORIGIN_PATH LD_PROFILE "
            + "LD_PROFILE_OUTPUT LD_SHOW_AUXV LD_USE_LOAD_BIAS LD_BIND_NOW LD_BIND_NOT LD_ASSUME_KERNEL LD_TRACE_LOADED_OBJECTS "
            + "LD_VERBOSE LD_WARN LD_PREFER_MAP_32BIT_EXEC LD_ELF_HINTS_PATH LD_LIBMAP DYLD_* GCONV_PATH GETCONF_DIR GLIBC_TUNABLES "
            + "LOCPATH MALLOC_TRACE NLSPATH LIBPATH SHLIB_PATH SystemRoot SystemDrive windir __COMPAT_LAYER"),

        // Plug-ins that libraries load at every start.
        new("names modules that a library loads into the command",
            "OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_ENGINES OPENSSL_MODULES GTK_MODULES GTK3_MODULES GTK_PATH "
            + "GIO_EXTRA_MODULES GIO_MODULE_DIR QT_PLUGIN_PATH LIBMYSQL_PLUGINS LIBMYSQL_PLUGIN_DIR SSH_SK_PROVIDER SSH_SK_HELPER "
            + "SSH_PKCS11_HELPER"),

        // bash(1), zsh(1): files read, and text run, without being asked. ENV is only read by interactive shells, and is an ordinary name.
        new("is run or read by a shell when it starts",
            "BASH_ENV BASH_FUNC_* BASHOPTS SHELLOPTS PS4 PROMPT_COMMAND ZDOTDIR COMSPEC SHELL"),

        new("runs code when an interpreter starts",
            "PERL5OPT PERL5DB PERL5SHELL PYTHONSTARTUP PYTHONBREAKPOINT PYTHONINSPECT LUA_INIT LUA_INIT_* PHPRC PHP_INI_SCAN_DIR "
            + "NODE_REPL_EXTERNAL_MODULE R_PROFILE R_PROFILE_USER R_ENVIRON R_ENVIRON_USER PSQLRC MAKEFILES"),

        // Profilers, start-up hooks and the parts that the runtime loads by name; in both spellings of its prefix.
        new("is loaded by .NET when it starts",
            "DOTNET_STARTUP_HOOKS DOTNET_ADDITIONAL_DEPS DOTNET_SHARED_STORE DOTNET_DiagnosticPorts DOTNET_GCName DOTNET_GCPath "
            + "DOTNET_AltJitName DOTNET_JitName COMPlus_GCName COMPlus_GCPath COMPlus_AltJitName COMPlus_JitName CORECLR_PROFILER* "
            + "CORECLR_ENABLE_PROFILING CORECLR_ENABLE_NOTIFICATION_PROFILERS CORECLR_NOTIFICATION_PROFILERS COR_PROFILER* "
            + "COR_ENABLE_PROFILING ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"),

        new("is a command that programs run",
            "GIT_SSH GIT_SSH_COMMAND GIT_ASKPASS GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND GIT_EXEC_PATH GIT_TEMPLATE_DIR GIT_CONFIG "
            + "GIT_CONFIG_* SSH_ASKPASS LESSOPEN LESSCLOSE RSYNC_RSH RSYNC_CONNECT_PROG CVS_RSH SVN_SSH TAR_OPTIONS VIMINIT EXINIT "
            + "GVIMINIT RUSTC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_BUILD_RUSTC CARGO_BUILD_RUSTC_WRAPPER "
            + "CARGO_TARGET_*_RUNNER CARGO_TARGET_*_LINKER NPM_CONFIG_SCRIPT_SHELL NPM_CONFIG_GIT npm_config_script_shell "
            + "npm_config_git"),
        new("is a command that programs run",
            "PAGER MANPAGER GIT_PAGER GH_PAGER AWS_PAGER SYSTEMD_PAGER PSQL_PAGER EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR "
            + "PSQL_EDITOR GH_EDITOR SUDO_EDITOR KUBE_EDITOR BROWSER",
            "cat less more true : vi vim nano -R -F -X -S"),

        // What is in flight can be read, or written into.
        new("exposes the keys of TLS connections", "SSLKEYLOGFILE"),

        // Git only looks whether it is there: with 0 the check is off as well.
        new("disables certificate verification", "GIT_SSL_NO_VERIFY"),
        new("disables certificate verification", "NODE_TLS_REJECT_UNAUTHORIZED PYTHONHTTPSVERIFY", "1"),
        new("disables certificate verification", "VAULT_SKIP_VERIFY NOMAD_SKIP_VERIFY", "0 false"),

        new("holds options for Node.js that can run code",
            "NODE_OPTIONS NPM_CONFIG_NODE_OPTIONS npm_config_node_options",
            "--max-old-space-size=* --max_old_space_size=* --max-semi-space-size=* --max-http-header-size=* --stack-trace-limit=* "
            + "--no-warnings --no-deprecation --trace-warnings --trace-deprecation --throw-deprecation --trace-uncaught "
            + "--enable-source-maps --unhandled-rejections=* --dns-result-order=* --tls-min-v1.* --openssl-legacy-provider "
            + "--use-openssl-ca --use-system-ca --use-bundled-ca"),
        new("holds options for Java that can run code",
            "JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_JAVAC_OPTIONS IBM_JAVA_OPTIONS OPENJ9_JAVA_OPTIONS",
            "-Xmx* -Xms* -Xmn* -Xss* -server -XX:MaxRAMPercentage=* -XX:InitialRAMPercentage=* -XX:MinRAMPercentage=* "
            + "-XX:MaxMetaspaceSize=* -XX:MetaspaceSize=* -XX:MaxDirectMemorySize=* -XX:ReservedCodeCacheSize=* "
            + "-XX:ActiveProcessorCount=* -XX:+Use*GC -XX:+UseContainerSupport -XX:-UseContainerSupport -XX:+ExitOnOutOfMemoryError "
            + "-XX:+HeapDumpOnOutOfMemoryError -XX:TieredStopAtLevel=* -Dfile.encoding=* -Dsun.jnu.encoding=* -Dstdout.encoding=* "
            + "-Dstderr.encoding=* -Duser.timezone=* -Duser.language=* -Duser.country=* -Djava.awt.headless=* "
            + "-Djava.net.preferIPv4Stack=* -Djava.net.preferIPv6Addresses=*"),
        new("holds options for Ruby that can run code",
            "RUBYOPT",
            "-w -W -W0 -W1 -W2 -W:no-* --yjit --yjit-* --jit -E* -Ku --encoding=* --enable=* --disable=* --enable-* --disable-*"),

        // The module of a category is imported.
        new("can import code into Python",
            "PYTHONWARNINGS",
            "ignore default error always once module ignore::DeprecationWarning ignore::PendingDeprecationWarning "
            + "ignore::UserWarning ignore::FutureWarning ignore::ResourceWarning ignore::SyntaxWarning ignore::RuntimeWarning "
            + "ignore::ImportWarning"),
        new("holds options for Erlang that can run code",
            "ERL_FLAGS ERL_AFLAGS ERL_ZFLAGS ELIXIR_ERL_OPTIONS", "+S* +P* +Q* +A* +fnu +fna"),
        new("holds options for make that can run code", "MAKEFLAGS GNUMAKEFLAGS", "-j* -s -k -B -w --no-print-directory --silent"),
        new("holds options for go that can run code", "GOFLAGS", "-mod=* -trimpath -buildvcs=* -v -count=*"),
    ];

    private static readonly Family[] Warned =
    [
        new("programs and code",
            "PATH PATHEXT CDPATH FPATH PYTHONPATH PYTHONHOME PYTHONUSERBASE PYTHONPYCACHEPREFIX PYTHONEXECUTABLE PYTHONPLATLIBDIR "
            + "NODE_PATH PERL5LIB PERLLIB RUBYLIB GEM_HOME GEM_PATH BUNDLE_GEMFILE RUBYGEMS_GEMDEPS CLASSPATH JAVA_HOME LUA_PATH "
            + "LUA_PATH_* LUA_CPATH LUA_CPATH_* DOTNET_ROOT DOTNET_ROOT_* DOTNET_BUNDLE_EXTRACT_BASE_DIR ERL_LIBS R_LIBS "
            + "R_LIBS_USER R_LIBS_SITE JULIA_LOAD_PATH JULIA_DEPOT_PATH GUILE_LOAD_PATH GUILE_LOAD_COMPILED_PATH EMACSLOADPATH "
            + "TCLLIBPATH AWKPATH AWKLIBPATH PSModulePath GOROOT CARGO_HOME RUSTUP_HOME JAVA_OPTS CATALINA_OPTS MAVEN_OPTS "
            + "GRADLE_OPTS SBT_OPTS IFS"),
        new("servers",
            "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY FTP_PROXY RSYNC_PROXY http_proxy https_proxy all_proxy no_proxy ftp_proxy "
            + "grpc_proxy SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS AWS_CA_BUNDLE "
            + "GIT_SSL_CAINFO GIT_SSL_CAPATH PIP_CERT CARGO_HTTP_CAINFO DENO_CERT GRPC_DEFAULT_SSL_ROOTS_FILE_PATH HOSTALIASES "
            + "LOCALDOMAIN RES_OPTIONS RESOLV_HOST_CONF NIS_PATH"),
        new("files",
            "HOME TMPDIR TMP TEMP XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME XDG_DATA_DIRS GNUPGHOME KRB5_CONFIG CURL_HOME "
            + "WGETRC ODBCSYSINI ODBCINSTINI USERPROFILE APPDATA LOCALAPPDATA ProgramData"),
    ];

    private static readonly Lazy<(Lookup Refused, Lookup Warned)> Exactly = new(() => Tables(StringComparison.Ordinal));
    private static readonly Lazy<(Lookup Refused, Lookup Warned)> InAnyLetters = new(() => Tables(StringComparison.OrdinalIgnoreCase));

    /// <summary>What a value may do under this name that a vault should not decide; null if nothing.</summary>
    public static string? WhyRefused(string name, ReadOnlySpan<byte> value, bool ignoreCase) =>
        Of(ignoreCase).Refused.Find(name) is { } family && !family.IsHarmless(value) ? family.Reason : null;

    /// <summary>What this name decides the place of; null if nothing.</summary>
    public static string? WhyWarned(string name, bool ignoreCase) => Of(ignoreCase).Warned.Find(name)?.Reason;

    private static (Lookup Refused, Lookup Warned) Of(bool ignoreCase) => (ignoreCase ? InAnyLetters : Exactly).Value;

    private static (Lookup Refused, Lookup Warned) Tables(StringComparison comparison) =>
        (new Lookup(Refused, comparison), new Lookup(Warned, comparison));

    /// <param name="Reason">What is wrong with the names, to go on after one.</param>
    /// <param name="Names">Names and patterns, separated by blanks.</param>
    /// <param name="Harmless">Patterns; a value all of whose words match one of them is let through.</param>
    private sealed record Family(string Reason, string Names, string Harmless = "")
    {
        /// <summary>
        /// Nothing that quotes, expands, separates or names a file: what a pattern stands for is then a number or a word.
        /// </summary>
        private static readonly SearchValues<char> WordCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:=+%");

        public bool IsHarmless(ReadOnlySpan<byte> value)
        {
            if (Harmless.Length == 0)
                return false;
            var patterns = Harmless.Split(' ');
            foreach (var word in Encoding.UTF8.GetString(value).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.AsSpan().ContainsAnyExcept(WordCharacters)
                    || !patterns.Any(pattern => VariableNames.Matches(pattern, word, ignoreCase: false)))
                    return false;
            }

            return true;
        }
    }

    private sealed class Lookup
    {
        private readonly StringComparison _comparison;
        private readonly Dictionary<string, Family> _exact;
        private readonly List<(string Start, string Pattern, Family Family)> _patterns = [];

        public Lookup(Family[] families, StringComparison comparison)
        {
            _comparison = comparison;
            _exact = new Dictionary<string, Family>(StringComparer.FromComparison(comparison));
            foreach (var family in families)
            {
                foreach (var name in family.Names.Split(' '))
                {
                    if (name.Contains('*'))
                        _patterns.Add((name[..name.IndexOf('*', StringComparison.Ordinal)], name, family));
                    else
                        _exact.TryAdd(name, family);
                }
            }
        }

        public Family? Find(string name)
        {
            if (_exact.TryGetValue(name, out var exact))
                return exact;
            foreach (var (start, pattern, family) in _patterns)
            {
                if (name.StartsWith(start, _comparison)
                    && VariableNames.Matches(pattern, name, _comparison == StringComparison.OrdinalIgnoreCase))
                    return family;
            }

            return null;
        }
    }
}
