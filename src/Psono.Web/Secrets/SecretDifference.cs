using System.Text.Json.Nodes;
using Psono.Protocol.Secrets;

namespace Psono.Web.Secrets;

/// <summary>One thing in which two versions of a secret differ. Null: it is not there.</summary>
public sealed record SecretDifference(string Name, string? Before, string? After)
{
    private const string Variables = "environment_variables_variables";

    public string Kind => Before is null ? "added" : After is null ? "removed" : "changed";

    public static IReadOnlyList<SecretDifference> Between(SecretContent before, SecretContent after)
    {
        var members = before.Members.Union(after.Members).Where(member => member != Variables)
            .Select(member => new SecretDifference(member, Show(before.Get(member)), Show(after.Get(member))));
        return [.. OfVariables(before, after).Concat(members).Where(difference => difference.Before != difference.After)];
    }

    /// <summary>By name; a name that occurs several times is told apart by a number.</summary>
    private static IEnumerable<SecretDifference> OfVariables(SecretContent before, SecretContent after)
    {
        var (old, now) = (Numbered(before), Numbered(after));
        return old.Keys.Union(now.Keys)
            .Select(name => new SecretDifference(name, old.GetValueOrDefault(name), now.GetValueOrDefault(name)));
    }

    private static Dictionary<string, string> Numbered(SecretContent content)
    {
        var values = new Dictionary<string, string>();
        foreach (var variable in content.GetVariables())
        {
            var name = variable.Key;
            for (var number = 2; !values.TryAdd(name, variable.Value); number++)
                name = $"{variable.Key} ({number})";
        }

        return values;
    }

    private static string? Show(JsonNode? value) =>
        value is null ? null : value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value.ToJsonString();
}
