using System.Buffers;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Http.Marks;

namespace Psono.Server.Http.Bodies;

/// <summary>
/// The bytes of a request's body: not more than the endpoint takes, within the budget of all bodies, and no slower than a slow line.
/// </summary>
internal static class BodyReader
{
    /// <exception cref="RefusedException">The body is too large or too slow, or there is no room for it.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var limit = context.GetEndpoint()!.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? BodyLimit.Small;
        var length = context.Request.ContentLength;
        if (length > limit)
            throw new RefusedException(Refusal.BodyTooLarge);
        if (length > BodyBudget.Free)
            return await ReadLargeAsync(context, (int)length);

        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync();
        if (read.IsCompleted && read.Buffer.Length <= BodyBudget.Free)
        {
            var bytes = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return bytes;
        }

        reader.AdvanceTo(read.Buffer.Start);
        return await ReadLargeAsync(context, length is null ? limit : BodyBudget.Free);
    }

    /// <summary>Room is taken for all of a body before any of it is read: two halves that wait for each other would get nowhere.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadLargeAsync(HttpContext context, int most)
    {
        var marks = context.GetEndpoint()!.Metadata;
        var budget = marks.GetRequiredMetadata<BodyBudget>();
        if (most > BodyBudget.Free)
        {
            var isStranger = await IsStrangerAsync(context, marks);
            context.Response.RegisterForDispose(await budget.TakeAsync(context, most, isStranger) ?? throw Refusal.Busy(context));
        }

        var reader = context.Request.BodyReader;
        var bytes = new ArrayBufferWriter<byte>(context.Request.ContentLength is { } length ? (int)length : BodyBudget.Free);
        using var pace = new BodyPace(reader, budget.Clock);
        while (true)
        {
            var read = await pace.ReadAsync(bytes.WrittenCount);
            var refusal = read.IsCanceled ? Refusal.BodyTooSlow
                : read.Buffer.Length > most - bytes.WrittenCount ? Refusal.BodyTooLarge
                : null;
            foreach (var part in refusal is null ? read.Buffer : default)
                bytes.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (refusal is not null)
                throw new RefusedException(refusal);
            if (read.IsCompleted)
                return bytes.WrittenMemory;
        }
    }

    private static async ValueTask<bool> IsStrangerAsync(HttpContext context, EndpointMetadataCollection marks) =>
        context.Features.Get<Session>() is null
        && !(marks.GetMetadata<KnownSender>() is { } sender && await sender.CheckAsync(context));
}
