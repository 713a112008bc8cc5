using System.Net;

namespace Psono.Server.Tests.Clients;

/// <summary>A network between client and server that loses some requests, or their answers.</summary>
/// <param name="lost">For example <c>POST datastore/</c>.</param>
internal sealed class FaultyNetwork(params string[] lost) : DelegatingHandler
{
    /// <summary>The answer is lost after the server has done its work; else the request never arrives.</summary>
    public bool LosesAnswer { get; init; }

    /// <summary>Someone in between answers instead.</summary>
    public (HttpStatusCode Status, string Body)? Answers { get; init; }

    /// <summary>Something happens on the client's side while the request is under way.</summary>
    public Action Meanwhile { get; init; } = () => { };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath["/server/".Length..];
        if (!lost.Any(start => $"{request.Method} {path}".StartsWith(start, StringComparison.Ordinal)))
            return await base.SendAsync(request, cancellationToken);

        Meanwhile();
        cancellationToken.ThrowIfCancellationRequested();
        if (Answers is { } answer)
            return new HttpResponseMessage(answer.Status) { Content = new StringContent(answer.Body) };
        if (LosesAnswer)
            (await base.SendAsync(request, cancellationToken)).Dispose();
        throw new HttpRequestException(HttpRequestError.ConnectionError, "lost");
    }
}
