using System.CommandLine;
using Psono.Server.Backups;
using Psono.Server.Configuration;
using Psono.Server.Operations.Invitations;
using Psono.Server.Operations.Sessions;
using Psono.Server.Operations.Users;

namespace Psono.Server.Operations;

/// <summary>All commands for whoever runs the server, and the settings, which may stand anywhere among them.</summary>
internal sealed class OperatorCommands : RootCommand
{
    /// <summary>The first words of all of them.</summary>
    public static readonly IReadOnlyList<string> Names = ["user", "invitation", "session", "key", "mail", "backup", "restore"];

    /// <summary>What the settings need that say where the server is; the others are hardly of use here.</summary>
    private static readonly string[] Shown = ["DATA_DIR", "DATABASE", "KEYS_FILE"];

    private readonly List<(Setting Setting, Option<string> Option)> _settings = [];

    public OperatorCommands()
        : base("stores secrets that only their owners can read")
    {
        Options.Clear();
        Directives.Clear();
        foreach (var setting in Settings.All)
        {
            var option = new Option<string>(setting.Option)
            {
                Description = setting.Help,
                HelpName = "value",
                Recursive = true,
                Hidden = !Shown.Contains(setting.Name),
            };
            _settings.Add((setting, option));
            Add(option);
        }

        Add(Help);
        Add(new Command("user", "accounts")
        {
            new UserListCommand(), new UserInviteCommand(), new UserCreateCommand(), new UserDisableCommand(), new UserEnableCommand(),
            new UserDeleteCommand(), new UserPromoteCommand(), new UserDemoteCommand(), new UserVerifyEmailCommand(),
            new UserResetSecondFactorsCommand(),
        });
        Add(new Command("invitation", "invitations that nobody used yet") { new InvitationListCommand(), new InvitationRevokeCommand() });
        Add(new Command("session", "sessions of accounts") { new SessionListCommand(), new SessionEndCommand() });
        Add(new Command("key", "the server's key") { new KeyShowCommand() });
        Add(new Command("mail", "the mail server") { new MailTestCommand() });
        Add(new BackupCommand());
        Add(new RestoreCommand());
    }

    public Option<bool> Help { get; } = new("--help", "-h")
    {
        Description = "show help",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    /// <summary>Whether the first word of a command line begins one of these.</summary>
    public static bool IsOne(IReadOnlyList<string> arguments) => arguments.Count > 0 && Names.Contains(arguments[0]);

    /// <summary>The settings of a command line, as <see cref="OptionsReader"/> takes them.</summary>
    public IReadOnlyList<string> SettingsOf(ParseResult given) =>
    [
        .. _settings.Where(setting => given.GetResult(setting.Option) is not null)
            .Select(setting => $"{setting.Setting.Option}={given.GetValue(setting.Option)}"),
    ];

    /// <summary>Whether it says which database, and so does not mean the server that runs here.</summary>
    public bool NamesDatabase(ParseResult given) =>
        _settings.Any(setting => setting.Setting.Name is "DATABASE" or "KEYS_FILE" && given.GetResult(setting.Option) is not null);
}
