using System.IO.Pipelines;

namespace Psono.Server.Http.Bodies;

/// <summary>
/// The least rate of a body, counted anew for each piece: what came fast at first is no credit to hold it for long. Reading is ended by
/// <see cref="ReadResult.IsCanceled"/>, after which the connection is still in order.
/// </summary>
internal sealed class BodyPace(PipeReader reader, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan TimePerPiece = TimeSpan.FromSeconds(10);
    private const int Piece = 160 * 1024;

    private readonly ITimer _late = clock.CreateTimer(_ => reader.CancelPendingRead(), null, TimePerPiece, Timeout.InfiniteTimeSpan);
    private long _pieceStart;

    /// <param name="soFar">How many bytes the reader holds.</param>
    public ValueTask<ReadResult> ReadAsync(long soFar)
    {
        if (soFar - _pieceStart >= Piece)
        {
            _pieceStart = soFar;
            _late.Change(TimePerPiece, Timeout.InfiniteTimeSpan);
        }

        return reader.ReadAsync();
    }

    public void Dispose() => _late.Dispose();
}
