namespace Cornea.Training;

/// <summary>Whether a training goes on.</summary>
internal enum StopWish
{
    /// <summary>It does.</summary>
    None,

    /// <summary>It ends after this step or epoch, as a callback asked.</summary>
    Stop,

    /// <summary>It was canceled, and somebody may go on with it.</summary>
    Cancel,
}
