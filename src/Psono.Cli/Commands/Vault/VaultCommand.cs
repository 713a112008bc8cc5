using System.CommandLine;

namespace Psono.Cli.Commands.Vault;

/// <summary>The group for people: a machine has an API key instead.</summary>
internal sealed class VaultCommand : Command
{
    public VaultCommand(CommandContext context)
        : base("vault", "your own vault: accounts, secrets and API keys")
    {
        var vault = new VaultContext(context);
        Add(new RegisterVerb(vault));
        Add(new LoginVerb(vault));
        Add(new LogoutVerb(vault));
        Add(new StatusVerb(vault));
        Add(new CreateVerb(vault));
        Add(new ListVerb(vault));
        Add(new ShowVerb(vault));
        Add(new EditVerb(vault));
        Add(new RemoveVerb(vault));
        Add(new HistoryVerb(vault));
        Add(new RestoreVerb(vault));
        Add(new ApiKeyGroup(vault));
        Add(new ApproveVerb(vault));
    }
}
