using System.CommandLine;
using Psono.Client.Vault;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

/// <summary>An API key as people name it: by id or title.</summary>
internal static class ApiKeySelector
{
    public static Argument<string> Argument() => new("api-key") { Description = "id or title of the API key" };

    public static async Task<ApiKeyEntry> FindAsync(VaultClient client, string wanted, CancellationToken cancellationToken)
    {
        var keys = await client.ApiKeys.ListAsync(cancellationToken);
        var found = Uuid.TryParse(wanted, out var id)
            ? keys.Where(key => key.Id == id).ToList()
            : keys.Where(key => key.Title == wanted).ToList();
        return found switch
        {
            [var key] => key,
            [] => throw new PsonociException(
                "not-found", $"there is no API key '{wanted}'{Guess.Question(wanted, keys.Select(key => key.Title))}",
                "to list them: psonoci vault api-key ls"),
            _ => throw new PsonociException(
                "ambiguous",
                $"'{wanted}' is the title of {found.Count} API keys: {string.Join(", ", found.Select(key => $"{key.Id}"))}",
                "use the id of the one you mean"),
        };
    }
}
