using System.Text.Json;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Users;

namespace Psono.Client.Accounts;

/// <summary>
/// An invitation to register: a link that an administrator made. It works once, for one user name, also where registration is closed.
/// Protocol part 5, section 19.
/// </summary>
public sealed record VaultInvitation
{
    private const string InLink = "#invitation=";

    /// <summary>What proves the invitation: base58 text.</summary>
    public required string Code { get; init; }

    /// <summary>The name that the account will have.</summary>
    public required string Username { get; init; }

    /// <summary>The e-mail address that the invitation is for.</summary>
    public required string Email { get; init; }

    /// <summary>The code in a link; a code alone is itself.</summary>
    /// <param name="linkOrCode">What an administrator gave to somebody.</param>
    /// <returns>The code, or <see langword="null"/> if it is a link without one.</returns>
    public static string? CodeIn(string linkOrCode)
    {
        ArgumentNullException.ThrowIfNull(linkOrCode);
        var text = linkOrCode.Trim();
        var start = text.IndexOf(InLink, StringComparison.Ordinal);
        if (start < 0)
            return text.Length > 0 && text.All(char.IsAsciiLetterOrDigit) ? text : null;
        var code = text[(start + InLink.Length)..];
        return code.Length > 0 && code.All(char.IsAsciiLetterOrDigit) ? code : null;
    }

    /// <summary>Asks the server for whom the invitation is.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The invitation.</returns>
    /// <exception cref="PsonoApiException">
    /// The request failed, or the invitation is not valid: it was used or revoked, or has expired.
    /// </exception>
    public static async Task<VaultInvitation> ReadAsync(HttpTransport transport, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(code);
        var body = JsonSerializer.SerializeToUtf8Bytes(new InvitationRequest { Code = code }, PsonoJsonContext.Wire.InvitationRequest);
        var reply = await transport.SendAsync(HttpMethod.Post, "invitation/", body, repeatable: true, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var answer = reply.IsSuccess ? reply.Read(PsonoJsonContext.Wire.InvitationResponse) : throw ServerErrors.Refusal(reply);
        return new VaultInvitation { Code = code, Username = answer.Username, Email = answer.Email };
    }

    /// <summary>The name alone: the code never gets into a log by accident.</summary>
    /// <returns>The name of the type.</returns>
    public override string ToString() => nameof(VaultInvitation);
}
