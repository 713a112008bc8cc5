using Psono.Shared;

namespace Psono.Cli.Commands.Run;

/// <summary>A variable of a secret. The value is bytes, zeroed after use; it is never a string.</summary>
/// <param name="Name">The name that the command sees.</param>
/// <param name="OriginalName">The name in the secret.</param>
/// <param name="Value">The value as UTF-8.</param>
/// <param name="Source">The secret it is from.</param>
internal sealed record SecretVariable(string Name, string OriginalName, byte[] Value, VariableSource Source)
{
    /// <summary>The name alone, for messages: a value never gets into one by accident.</summary>
    public override string ToString() => Printable.Short(Name);
}

/// <summary>A secret, as people know it.</summary>
internal sealed record VariableSource(Guid SecretId, string? Title)
{
    /// <summary>For messages: nothing in a title may pose as another line of them.</summary>
    public override string ToString() =>
        string.IsNullOrEmpty(Title) ? $"{SecretId}" : $"{SecretId} ({Printable.Short(Title)})";
}
