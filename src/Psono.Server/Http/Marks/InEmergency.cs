namespace Psono.Server.Http.Marks;

// docs/decisions/0072
/// <summary>
/// Marks an endpoint that is an exception for sessions that were opened with an emergency code. Without the mark they read everything but
/// what administrators see, and change what an API key may change.
/// </summary>
internal sealed record InEmergency
{
    public static readonly InEmergency Open = new();

    public static readonly InEmergency Closed = new();

    private InEmergency()
    {
    }

    public static bool IsOpen(string method, EndpointMetadataCollection marks) =>
        marks.GetMetadata<InEmergency>() is { } mark ? ReferenceEquals(mark, Open)
        : marks.GetMetadata<OpenToApiKeys>() is not null
            || ((HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && marks.GetMetadata<NeedsAdministrator>() is null);
}
