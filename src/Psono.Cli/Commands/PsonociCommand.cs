using System.CommandLine;
using Psono.Cli.Vault;

namespace Psono.Cli.Commands;

/// <summary>The root: the options before the verb, and the verbs.</summary>
internal sealed class PsonociCommand : RootCommand
{
    public PsonociCommand(CommandContext context)
        : base("secrets for servers and pipelines: read with an API key, decrypted here, given to one process")
    {
        Run = new RunCommand(context);
        Options.Clear();
        Directives.Clear();
        foreach (var option in context.Options.All)
            Add(option);
        Add(HelpText.Option(context.Terminal));
        Add(VersionAction.Option(context.Terminal));
        Add(Run);
        Add(new SecretCommand(context));
        Add(new EnvVarsCommand(context));
        Add(new ApiKeyCommand(context));
        Add(new ConfigCommand(context));
        Add(new OnboardCommand(context));
        Add(new VaultCommand(context));
        Add(new LicenseCommand(context));
        Add(new HelpCommand(context));
    }

    /// <summary>The verb after which everything belongs to another command, and which has exit codes of its own.</summary>
    public RunCommand Run { get; }
}
