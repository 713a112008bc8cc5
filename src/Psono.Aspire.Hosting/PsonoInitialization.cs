using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>What becomes of the resource when the app host runs: there is nothing to start, only an address to show.</summary>
internal static partial class PsonoInitialization
{
    private const string ApiPath = "server/";

    public static async Task RunAsync(PsonoResource resource, InitializeResourceEvent started, CancellationToken cancellationToken)
    {
        Uri? address;
        try
        {
            address = await resource.AddressAsync(cancellationToken).ConfigureAwait(false);
            if (address is null)
                LogNoUrl(started.Logger, resource.ServerUrl.ValueExpression);
        }
        catch (MissingParameterValueException e)
        {
            LogMissing(started.Logger, e.Message);
            address = null;
        }

        await started.Notifications.PublishUpdateAsync(resource, state => address is null
            ? state with { State = KnownResourceStates.FailedToStart }
            : state with
            {
                // Only of what runs the health is looked at.
                State = KnownResourceStates.Running,
                Urls = [new UrlSnapshot(null, VaultAt(address).AbsoluteUri, IsInternal: false)],
            }).ConfigureAwait(false);
    }

    /// <summary>What a person opens: the web vault is beside the API.</summary>
    private static Uri VaultAt(Uri address) =>
        address.AbsolutePath.EndsWith("/" + ApiPath, StringComparison.Ordinal) ? new Uri(address, "../") : address;

    [LoggerMessage(1, LogLevel.Error, "The server URL in {Parameter} is not an http or https URL such as https://example.com/server")]
    private static partial void LogNoUrl(ILogger logger, string parameter);

    [LoggerMessage(2, LogLevel.Error, "{Reason}")]
    private static partial void LogMissing(ILogger logger, string reason);
}
