using System.Net;
using System.Net.Http.Headers;
using Psono.Client.Http;

namespace Psono.Tests.Fuzzing;

/// <summary>A server that answers each request with the bytes it is told to, without a network.</summary>
internal sealed class Answers(Func<HttpRequestMessage, byte[]> answer, HttpStatusCode status = HttpStatusCode.OK)
    : HttpMessageInvoker(new Handler(answer, status))
{
    public static HttpTransport From(Func<HttpRequestMessage, byte[]> answer, HttpStatusCode status = HttpStatusCode.OK) => new(
        new Uri("https://vault.example.com/server"), new HttpOptions { MaxRetries = 0 }, new Answers(answer, status));

    /// <summary>The path below the server's URL.</summary>
    public static string PathOf(HttpRequestMessage request) => request.RequestUri!.AbsolutePath["/server/".Length..];

    private sealed class Handler(Func<HttpRequestMessage, byte[]> answer, HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(answer(request));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
