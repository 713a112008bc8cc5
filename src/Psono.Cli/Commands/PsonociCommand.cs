using System.CommandLine;
using Psono.Cli.Commands.ApiKey;
using Psono.Cli.Commands.Check;
using Psono.Cli.Commands.Completion;
using Psono.Cli.Commands.Config;
using Psono.Cli.Commands.Doctor;
using Psono.Cli.Commands.Env;
using Psono.Cli.Commands.EnvVars;
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

/// <summary>The root: the options before the verb, and the verbs. Not a RootCommand, which asks reflection for its name and brings options of its own.</summary>
internal sealed class PsonociCommand : Command
{
    /// <summary>Every verb that we have.</summary>
    public PsonociCommand(CommandContext context)
        : this(context, [])
    {
    }

    /// <summary>With the verbs that the arguments name, and with all where they name none or ask about them: making them all takes a millisecond or two.</summary>
    public PsonociCommand(CommandContext context, IReadOnlyCollection<string> args)
        : base("psonoci", "secrets for servers and pipelines: read with an API key, decrypted here, given to one process")
    {
        Run = new RunCommand(context);
        Check = new CheckCommand(context);
        foreach (var option in context.Options.All)
            Add(option);
        var help = HelpText.Option(context.Terminal);
        Add(help);
        Add(VersionAction.Option(context.Terminal));
        Add(Run);
        Add(Check);
        var verbs = Verbs(context);
        var all = args.Any(arg => arg == help.Name || help.Aliases.Contains(arg) || arg is "completion" or "man" or "help")
            || !args.Any(arg => arg == Run.Name || arg == Check.Name || verbs.Any(verb => verb.Name == arg));
        foreach (var (name, create) in verbs)
        {
            if (all || args.Contains(name))
                Add(create());
        }
    }

    /// <summary>The verb after which everything belongs to another command, and which has exit codes of its own.</summary>
    public RunCommand Run { get; }

    /// <summary>Takes what <see cref="Run"/> takes, and fails as it does.</summary>
    public CheckCommand Check { get; }

    private static (string Name, Func<Command> Create)[] Verbs(CommandContext context) =>
    [
        ("env", () => new EnvCommand(context)),
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
        ("license", () => new LicenseCommand(context)),
        ("help", () => new HelpCommand(context)),
    ];
}
