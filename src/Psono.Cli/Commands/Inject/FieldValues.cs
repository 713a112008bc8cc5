using System.Security.Cryptography;
using System.Text;
using Psono.Cli.Commands.Run;
using Psono.Cli.Commands.Secret;
using Psono.Client;
using Psono.Protocol.Secrets;
using Psono.Shared;

namespace Psono.Cli.Commands.Inject;

/// <summary>Finds the values of fields in an opened secret.</summary>
internal sealed class FieldValues : IDisposable
{
    private const int MaxListed = 50;

    private readonly OpenedSecret _secret;
    private readonly IReadOnlyList<SecretVariable> _variables;

    public FieldValues(OpenedSecret secret)
    {
        _secret = secret;
        try
        {
            _variables = SecretVariableReader.Read(secret);
        }
        catch
        {
            secret.Dispose();
            throw;
        }
    }

    /// <summary>The value as UTF-8. Of a variable it is a copy that <see cref="Dispose"/> zeroes.</summary>
    public ReadOnlySpan<byte> Get(string field) => _variables.Count > 0 ? GetVariable(field) : GetValue(field);

    public void Dispose()
    {
        foreach (var variable in _variables)
            CryptographicOperations.ZeroMemory(variable.Value);
        _secret.Dispose();
    }

    private byte[] GetVariable(string name) => _variables.Where(variable => variable.Name == name).ToList() switch
    {
        [var variable] => variable.Value,
        [] => throw NoVariable(name),
        _ => throw Missing($"has several variables named {Printable.Short(name)}"),
    };

    private PsonociException NoVariable(string name)
    {
        var names = _variables.Select(variable => variable.Name).ToList();
        var listed = names.Take(MaxListed).Select(Printable.Short);
        return Missing(
            $"has no variable {Printable.Short(name)}{Guess.Question(name, names)}",
            names.Count == 0 ? null : $"it has: {string.Join(", ", listed)}{(names.Count > MaxListed ? ", …" : "")}");
    }

    private byte[] GetValue(string valueType)
    {
        var content = _secret.Parse();
        if (content.Type == SecretType.EnvironmentVariables)
            throw NoVariable(valueType);
        var value = SecretValues.Read(content, SecretValues.Parse(valueType))
            ?? throw Missing($"has no {valueType}: its type is {SecretValues.NameOf(content.Type)}");
        return Encoding.UTF8.GetBytes(value);
    }

    private PsonociException Missing(string what, string? hint = null) => new("no-value", $"secret {_secret.SecretId} {what}", hint);
}
