using System.Diagnostics;

namespace Cornea.Serving;

/// <summary>A sample that waits for its answer. Whoever takes it out of the queue ends it.</summary>
internal sealed class PredictionRequest
{
    private int _ended;

    public PredictionRequest(byte[][] inputs, SampleShapes shapes)
    {
        Inputs = inputs;
        Shapes = shapes;
        InQueue = new LinkedListNode<PredictionRequest>(this);
        InGroup = new LinkedListNode<PredictionRequest>(this);
    }

    /// <summary>The bytes of each input, in its element type.</summary>
    public byte[][] Inputs { get; }

    /// <summary>Its own shapes, and those in which it is computed.</summary>
    public SampleShapes Shapes { get; }

    public LinkedListNode<PredictionRequest> InQueue { get; }

    public LinkedListNode<PredictionRequest> InGroup { get; }

    public RequestGroup? Group { get; set; }

    /// <summary>When it came, when it need not wait for company any longer, and when it is too late, by the clock of the server.</summary>
    public long Arrived { get; set; }

    public long Due { get; set; }

    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>Whether its deadline leaves no time to wait for company.</summary>
    public bool IsUrgent { get; set; }

    public TimeSpan Limit { get; set; }

    public Activity? Activity { get; set; }

    public CancellationTokenRegistration Cancellation { get; set; }

    public TaskCompletionSource<Prediction> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Whether the caller is the one who ends the request.</summary>
    public bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return false;
        Cancellation.Unregister();
        return true;
    }
}
