using System.Globalization;
using Psono.Server.Data;

namespace Psono.Server.Users;

/// <summary>Codes in activation links: time and e-mail address, sealed. Nothing is stored (protocol part 1, section 3).</summary>
internal sealed class ActivationCodes(string secret, TimeSpan validity, TimeProvider clock)
{
    private readonly DatabaseCipher _cipher = new(secret);

    public string For(string email) =>
        _cipher.Seal(string.Create(
            CultureInfo.InvariantCulture, $"{clock.GetUtcNow().ToUnixTimeSeconds()}#{email.Trim().ToLowerInvariant()}"));

    /// <summary>The address that the code was made for, or <see langword="null"/> when it is not ours or too old.</summary>
    public string? EmailOf(string code) => Open(code)?.Email;

    /// <summary>The same, with when it was made, to the second.</summary>
    public (string Email, DateTimeOffset Issued)? Open(string code)
    {
        var parts = _cipher.Open(code)?.Split('#', 2);
        return parts is { Length: 2 }
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var issued)
            && DateTimeOffset.FromUnixTimeSeconds(issued) + validity > clock.GetUtcNow()
            ? (parts[1], DateTimeOffset.FromUnixTimeSeconds(issued))
            : null;
    }
}
