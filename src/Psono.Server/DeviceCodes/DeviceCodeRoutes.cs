using Psono.Server.Hosting;

namespace Psono.Server.DeviceCodes;

internal static class DeviceCodeRoutes
{
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var codes = new DeviceCodeStore(parts.Database);

        new DeviceCodeEndpoints(parts, codes).Map(open, authenticated);
        new DeviceTokenEndpoints(parts, codes).Map(open);
    }
}
