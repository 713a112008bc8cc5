namespace Psono.Server.Tests.Clients;

/// <summary>A network that is so slow that somebody else is done with all of theirs before our first change arrives.</summary>
/// <param name="path">Where changes are sent with POST, such as <c>datastore/</c>.</param>
/// <param name="others">What the others do.</param>
internal sealed class OvertakenNetwork(string path, Func<Task> others) : DelegatingHandler
{
    private Func<Task>? _others = others;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/server/" + path, StringComparison.Ordinal)
            && Interlocked.Exchange(ref _others, null) is { } first)
            await first();
        return await base.SendAsync(request, cancellationToken);
    }
}
