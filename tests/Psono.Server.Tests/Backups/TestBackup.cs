using System.Collections;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Operations;

namespace Psono.Server.Tests.Backups;

/// <summary>A data directory as a server leaves it, with one account, and the commands that back it up and restore it.</summary>
internal static class TestBackup
{
    private const string AddUser = """
        insert into users (id, create_date, write_date, username, email, email_hash, authkey, public_key, private_key, private_key_nonce,
          secret_key, secret_key_nonce, user_sauce, hashing_algorithm, hashing_parameters, is_email_active)
        values (@id, 1, 1, 'alice@example.com', '', 'a', '', '', '', 'a', '', 'a', '', 'scrypt', '{}', 1)
        """;

    /// <summary>Makes a database and keys.</summary>
    public static async Task MakeAsync(string directory)
    {
        await using var state = await ServerState.OpenAsync(Options(directory), TimeProvider.System);
        await state.Database.WriteAsync(db => db.ExecuteAsync(AddUser, ("@id", Guid.NewGuid())));
    }

    /// <summary>Types a command.</summary>
    public static Task<OperatorAnswer> RunAsync(string directory, params string[] arguments)
    {
        var typed = OperatorCommandLine.Parse([.. arguments, "--data-dir", directory]);
        return ((LocalCommand)typed.Command!).RunAsync(OptionsReader.Read(typed.Settings, new Hashtable()), typed.Given);
    }

    public static async Task<string> RefusalAsync(string directory, params string[] arguments) =>
        (await Assert.ThrowsAsync<OperatorException>(() => RunAsync(directory, arguments))).Message;

    public static ServerOptions Options(string directory) => OptionsReader.Read(["--data-dir", directory], new Hashtable());
}
