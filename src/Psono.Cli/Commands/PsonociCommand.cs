using System.CommandLine;
using Psono.Cli.Commands.ApiKey;
using Psono.Cli.Commands.Check;
using Psono.Cli.Commands.Completion;
using Psono.Cli.Commands.Config;
using Psono.Cli.Commands.Doctor;
using Psono.Cli.Commands.Env;
using Psono.Cli.Commands.EnvVars;
using Psono.Cli.Commands.Get;
using Psono.Cli.Commands.Gpg;
using Psono.Cli.Commands.Help;
using Psono.Cli.Commands.Inject;
using Psono.Cli.Commands.Onboard;
using Psono.Cli.Commands.Redact;
using Psono.Cli.Commands.Run;
using Psono.Cli.Commands.Secret;
using Psono.Cli.Commands.Ssh;
using Psono.Cli.Commands.Totp;
using Psono.Cli.Commands.Vault;

namespace Psono.Cli.Commands;

/// <summary>
/// The root: the options before the command, and the commands. Not a RootCommand, which asks reflection for its name and brings options of
/// its own.
/// </summary>
internal sealed class PsonociCommand : PsonoCommand
{
    /// <summary>With every command that we have.</summary>
    public PsonociCommand(CommandContext context)
        : this(context, [])
    {
    }

    /// <summary>
    /// With the commands that the arguments name, and with all where they name none or ask about them: making them
    /// all takes a millisecond or two.
    /// </summary>
    public PsonociCommand(CommandContext context, IReadOnlyCollection<string> args)
        : base("psonoci", "secrets for servers and pipelines: read with an API key, decrypted locally, passed to one process")
    {
        foreach (var option in context.Options.All)
            Add(option);
        var help = HelpText.Option(context);
        Add(help);
        Add(VersionAction.Option(context.Terminal));
        var commands = Commands(context);
        var all = args.Any(arg => arg == help.Name || help.Aliases.Contains(arg) || arg is "completion" or "man" or "help")
            || !args.Any(arg => commands.Any(command => command.Name == arg));
        foreach (var (name, create) in commands)
        {
            if (all || args.Contains(name))
                Add(create());
        }
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml run -- ./service.py --port 8080",
        "psonoci -c psonoci.toml get 'production database' db_password",
        "psonoci --api-key-id … --api-secret-key-file key --server-url https://example.com/server config save psonoci.toml",
        "psonoci help run",
    ];

    private static (string Name, Func<Command> Create)[] Commands(CommandContext context) =>
    [
        ("run", () => new RunCommand(context)),
        ("check", () => new CheckCommand(context)),
        ("env", () => new EnvCommand(context)),
        ("get", () => new GetCommand(context)),
        ("inject", () => new InjectCommand(context)),
        ("redact", () => new RedactCommand(context)),
        ("secret", () => new SecretCommand(context)),
        ("env-vars", () => new EnvVarsCommand(context)),
        ("totp", () => new TotpCommand(context)),
        ("ssh", () => new SshCommand(context)),
        ("gpg", () => new GpgCommand(context)),
        ("api-key", () => new ApiKeyCommand(context)),
        ("config", () => new ConfigCommand(context)),
        ("onboard", () => new OnboardCommand(context)),
        ("doctor", () => new DoctorCommand(context)),
        ("vault", () => new VaultCommand(context)),
        ("completion", () => new CompletionCommand(context)),
        ("man", () => new ManCommand(context)),
        ("license", () => EmbeddedTextCommand.License(context)),
        ("release-key", () => EmbeddedTextCommand.ReleaseKey(context)),
        ("help", () => new HelpCommand(context)),
    ];
}
