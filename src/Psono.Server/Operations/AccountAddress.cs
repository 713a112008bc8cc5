using Psono.Server.Http.Fields;
using Psono.Shared;

namespace Psono.Server.Operations;

/// <summary>Names and addresses of new accounts. What strangers may not be called, whoever runs the server may call them.</summary>
internal static class AccountAddress
{
    private const int MaxLength = 254;

    /// <returns>It in lower case.</returns>
    /// <exception cref="OperatorException">It is none.</exception>
    public static string Of(string option, string text)
    {
        var address = text.Trim().ToLowerInvariant();
        return address.Length <= MaxLength && EmailAddress.IsValid(address)
            ? address
            : throw new OperatorException($"{option}: '{Printable.Short(text)}' does not look like alice@example.com");
    }

    public static OperatorException Taken(string username, string email) => new(
        username == email ? $"{username} already has an account" : $"{username} or {email} already has an account");
}
