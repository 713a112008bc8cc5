using Psono.Protocol.ApiKeys;
using Psono.Server.Http.Fields;

namespace Psono.Server.ApiKeys;

/// <summary>The member <c>psono_net</c> of a grant: the title for the API key. Clients that do not know it do not send it.</summary>
internal static class GrantTitleFields
{
    /// <summary>A title of 512 bytes, sealed.</summary>
    private const int MaxTitleDigits = 2 * (512 + 16);

    public static GrantTitle? From(RequestFields fields) => fields.OptionalFields("psono_net") is { } extension
        ? new GrantTitle
        {
            Title = extension.Hex("title", max: MaxTitleDigits),
            TitleNonce = extension.Hex("title_nonce", max: 64),
            TitleTag = extension.Hex("title_tag", min: TitleTag.Length, max: TitleTag.Length),
        }
        : null;
}
