using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>An API key of a Psono server. Resources that reference it read their secrets with it.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="serverUrl">The address of the server's API, for example <c>https://vault.example.com/server</c>.</param>
/// <param name="apiKeyId">The id of the API key.</param>
/// <param name="apiSecretKey">The secret key of the API key: 64 hex digits.</param>
public sealed class PsonoResource(string name, ReferenceExpression serverUrl, ParameterResource apiKeyId, ParameterResource apiSecretKey)
    : Resource(name)
{
    /// <summary>Gets the address of the server's API.</summary>
    public ReferenceExpression ServerUrl { get; } = serverUrl;

    /// <summary>Gets the id of the API key.</summary>
    public ParameterResource ApiKeyId { get; } = apiKeyId;

    /// <summary>Gets the secret key of the API key.</summary>
    public ParameterResource ApiSecretKey { get; } = apiSecretKey;

    /// <summary>The address, which ends in a slash; null if it is none. It is not shown then: it may be anything, a key included.</summary>
    internal async Task<Uri?> AddressAsync(CancellationToken cancellationToken)
    {
        var text = await ServerUrl.GetValueAsync(cancellationToken).ConfigureAwait(false);
        return Uri.TryCreate($"{text?.TrimEnd('/')}/", UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0
                ? url
                : null;
    }
}
