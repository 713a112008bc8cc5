namespace Psono.Server.Tests.Clients;

/// <summary>A network that counts the bytes of answers.</summary>
internal sealed class MeasuringNetwork : DelegatingHandler
{
    public long Received { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Received += answer.Content.Headers.ContentLength ?? 0;
        return answer;
    }
}
