using System.Text;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys;

// docs/decisions/0020
/// <summary>
/// The titles that the grants of an API key carry for it. It saves reading secrets only to see what they are called; it never decides
/// alone: grants of other clients are not in it, and what a secret itself says counts.
/// </summary>
internal sealed class TitleIndex
{
    private readonly Dictionary<Guid, string> _titles = [];

    /// <exception cref="PsonoApiException">A title does not open with the key.</exception>
    public TitleIndex(IReadOnlyList<SealedTitle>? titles, SecretKey apiSecretKey)
    {
        foreach (var title in titles ?? [])
        {
            var utf8 = SecretBox.Open(apiSecretKey, title.Title, title.TitleNonce) ?? throw new PsonoApiException(
                PsonoFailure.NotAuthentic, $"the title of secret {title.SecretId} does not open with the secret key of the API key");
            _titles[title.SecretId] = Encoding.UTF8.GetString(utf8);
        }
    }

    /// <summary>Whether all of these secrets have a title here: only then no other secret can have the title that is looked for.</summary>
    public bool Covers(IEnumerable<Guid> secretIds) => secretIds.All(_titles.ContainsKey);

    public string? TitleOf(Guid secretId) => _titles.GetValueOrDefault(secretId);
}
